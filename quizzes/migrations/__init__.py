"""The history of the tables of the learners' records, run by `quizzes.database`."""

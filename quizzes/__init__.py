"""Items, vignettes and learners' answers: keys are derived from the guideline, never stored."""

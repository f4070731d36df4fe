BEGIN TRANSACTION;
CREATE TABLE answer (
	id INTEGER NOT NULL, 
	learner VARCHAR(32) NOT NULL, 
	run VARCHAR(64) NOT NULL, 
	position INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	item VARCHAR(100) NOT NULL, 
	item_digest VARCHAR(64) NOT NULL, 
	guideline_version VARCHAR(100) NOT NULL, 
	response JSON NOT NULL, 
	score FLOAT NOT NULL, 
	answered VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (run, position, step), 
	FOREIGN KEY(learner) REFERENCES learner (id), 
	FOREIGN KEY(run) REFERENCES quiz_run (id)
);
INSERT INTO "answer" VALUES(1,'0123456789abcdef0123456789abcdef','11111111111111111111111111111111',0,0,'one','d1','1.0','{"options": ["a"]}',1.0,'2026-11-22T08:01:00+00:00');
INSERT INTO "answer" VALUES(2,'0123456789abcdef0123456789abcdef','11111111111111111111111111111111',1,0,'two','d2','1.0','null',0.0,'2026-11-22T08:02:00+00:00');
INSERT INTO "answer" VALUES(3,'fedcba9876543210fedcba9876543210','33333333333333333333333333333333',0,0,'one','d1','1.0','{"amount": "2.1"}',1.0,'2026-11-22T11:00:00+00:00');
CREATE TABLE case_decision (
	id VARCHAR(64) NOT NULL, 
	learner VARCHAR(32) NOT NULL, 
	vignette VARCHAR(100) NOT NULL, 
	facts_digest VARCHAR(64) NOT NULL, 
	guideline_version VARCHAR(100) NOT NULL, 
	chosen VARCHAR(20) NOT NULL, 
	confidence INTEGER, 
	derived VARCHAR(20) NOT NULL, 
	decided VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(learner) REFERENCES learner (id)
);
INSERT INTO "case_decision" VALUES('22222222222222222222222222222222','0123456789abcdef0123456789abcdef','a-story','f1','1.0','cannot tell',2,'not indicated','2026-11-22T08:00:00+00:00');
CREATE TABLE learner (
	id VARCHAR(32) NOT NULL, 
	since VARCHAR(40) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "learner" VALUES('0123456789abcdef0123456789abcdef','2026-11-22T08:00:00+00:00');
INSERT INTO "learner" VALUES('fedcba9876543210fedcba9876543210','2026-11-22T09:00:00+00:00');
CREATE TABLE quiz_run (
	id VARCHAR(64) NOT NULL, 
	learner VARCHAR(32) NOT NULL, 
	guideline VARCHAR(100) NOT NULL, 
	items JSON NOT NULL, 
	seed VARCHAR(100) NOT NULL, 
	started VARCHAR(40) NOT NULL, 
	finished VARCHAR(40), 
	PRIMARY KEY (id), 
	FOREIGN KEY(learner) REFERENCES learner (id)
);
INSERT INTO "quiz_run" VALUES('11111111111111111111111111111111','0123456789abcdef0123456789abcdef','colds','["one", "two", "three"]','seed','2026-11-22T08:00:00+00:00',NULL);
INSERT INTO "quiz_run" VALUES('33333333333333333333333333333333','fedcba9876543210fedcba9876543210','colds','["one"]','other','2026-11-22T10:00:00+00:00','2026-11-22T11:00:00+00:00');
CREATE INDEX case_decision_of_learner ON case_decision (learner);
CREATE INDEX quiz_run_of_learner ON quiz_run (learner);
CREATE INDEX answer_of_learner ON answer (learner);
COMMIT;

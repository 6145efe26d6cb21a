"""Stance: a claim beside a text -> where the text stands to it, without pretrained weights.

Each module is one step: stems, lexicon, scales (what a training set tells of words), reading (a text read once), pairs
(a claim beside a passage, as numbers), topics and stacking (who learns from what), decision (from probabilities to
labels), learner (all of it), keeping and forests (what was learned as plain data), recipe (the model). For verdicts:
hearing (evidence by rules) and verdicts; meanings says what labels mean.
"""

"""Speech: an article -> its sentences -> who said what in each -> whose voice it is, over whom -> the claims told.

Each module is one step, from the words up: lexicon, sentences, phrases, subjects, contents, findings (of turns, nouns,
accusations and verbs), names, voices, tellings, pronouns, wording, claims. A step takes what the one before gives, and
can be read, tested and replaced alone.
"""

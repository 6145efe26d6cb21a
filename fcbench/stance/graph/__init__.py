"""The stance of a pair from the stances of its two texts, each learned over all pairs that the text stands in.

A headline may itself deny what a body reports. So a claim and a passage each have a side of their own, for, against or
observing, and the label of the pair follows from the two. From the words up: words, corpus, pairs, sides, answers.
"""

"""Tagging: learned attributions. Passages of tokens -> marks of source, cue and content -> links -> findings.

`tokens` and `marks` say what is marked, `linker` which marks belong together: they serve whoever marks tokens. `chain`
is a conditional random field, `words` and `columns` what it sees, `fitting` how it learns, `judge` what is kept of its
answers; `tagger` is all of them.
"""

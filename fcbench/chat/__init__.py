"""Chat: any OpenAI-compatible server, asked once for each question and never trusted.

In: `Question`s. Out: `Answer`s, from the cache where they are there, and an `Account` of what they cost.
"""

"""Results for people: Markdown with a picture, a leaderboard, and records as a tree."""

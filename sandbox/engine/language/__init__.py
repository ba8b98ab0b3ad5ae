"""The policy language: from the text of a file to a checked `Policy`, every mistake told at its place."""

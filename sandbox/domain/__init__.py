"""Words everyone shares: facts, decisions, playbooks, tables, time, luck, diagnostics."""

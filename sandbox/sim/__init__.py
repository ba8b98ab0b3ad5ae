"""The simulated world: scenario, demand, buyers, team, and the SimPy processes."""

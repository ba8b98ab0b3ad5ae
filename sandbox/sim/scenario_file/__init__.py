"""From a scenario file to a `Scenario`: its shape, its values, what is wrong with it, and its JSON Schema."""

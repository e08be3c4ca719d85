"""Looking at a graph without changing it: gradients, their origin, rules, DOT."""

"""Secondary suppression by Gaussian elimination: what else must be hidden so that no primary cell can be computed."""

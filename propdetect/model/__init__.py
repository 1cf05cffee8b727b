"""The linear model: its weights and its arithmetic."""

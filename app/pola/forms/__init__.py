"""The shape of what people type about agreements and plans."""

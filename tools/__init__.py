"""What a checkout needs and the product does not; not in the package."""

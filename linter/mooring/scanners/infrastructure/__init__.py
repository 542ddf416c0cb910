"""Infrastructure as code: what provisions machines, clusters and clouds; a module each."""

"""What is said about a slide: machine analysis, human diagnosis, sign-out."""

"""The worklist, the page of a case, the review of a slide, diagnosis and sign-out."""

"""A desk of reps that does not exist, for reports: what they do (``reps``), what is true of it (``truth``)."""

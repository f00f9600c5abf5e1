"""What ``rallybot eval`` is made of: questions are read, asked, judged, held against their sources, and told of."""

"""Reports: what owners sign, and any list on paper."""

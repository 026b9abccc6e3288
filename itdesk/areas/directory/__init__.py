"""People, departments, sites, places and working calendars: what every other area refers to."""

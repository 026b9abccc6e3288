"""Working calendars: when somebody is there, by weekday, with public holidays and days of one's own."""

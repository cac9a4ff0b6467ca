"""Text on its way to the screen: wrapped, marked, cut to fit, and made safe by one door."""

"""Export file -> articles and comments, and decisions -> what a site takes back; one module a system."""

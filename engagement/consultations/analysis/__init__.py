"""What was said, by how many and by whom: campaigns, themes, coding, quotes, redactions, and who has not
been heard.
"""

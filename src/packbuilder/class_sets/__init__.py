"""Class sets: a pack for everybody on a roster, with a name on each page, in the order in which it is handed out."""

"""Units of length, in each other: layouts measure in mm, PDFs in pt, the typesetter in px (CSS 2.2, 4.3.2)."""

MM_PER_PT = 25.4 / 72
PT_PER_MM = 72 / 25.4
MM_PER_PX = 25.4 / 96

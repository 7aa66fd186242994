"""Documents made with typst: PDF/A and PDF/UA."""

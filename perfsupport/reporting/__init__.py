"""The report as one page that stands alone, with what happened drawn on the maps of the trees."""

"""What makes persons alike: generalisation over a whole column, and values taken out of single rows."""

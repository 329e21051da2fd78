"""What watches over all cases together: indicators, live alarms, samples, effects of a change."""

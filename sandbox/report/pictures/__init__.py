"""Pictures of a study, a lead and a market: Plotly figures, and the words and figures beside each."""

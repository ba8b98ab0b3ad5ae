"""The browser front end (Streamlit)."""

"""What pages are made of on the Streamlit side."""

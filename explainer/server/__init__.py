"""What stands between Streamlit and the net: files on their way to the browser, headers, what a crowd costs."""

"""What people read: terminal tables and figures."""

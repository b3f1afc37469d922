"""The process: settings, the web application and the command line."""

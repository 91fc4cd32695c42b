"""What was asked and answered; whether the world has moved; when somebody should look."""

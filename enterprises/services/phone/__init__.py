"""What officers enter on their phones (离线走访): phones, receiving, entering in order, and what a supervisor decides."""

"""What facts may touch and say: the doors that new facts go through."""

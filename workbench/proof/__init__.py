"""What a stranger needs to prove the record alone: the folder that holds it, and the program that works it out again."""

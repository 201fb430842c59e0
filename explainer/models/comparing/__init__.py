"""Networks of different families on the same task, with as many weights or under the same rule, so that they can be compared."""

"""Run-throughs without a browser: walk a program, and prove the scenarios that authors write."""

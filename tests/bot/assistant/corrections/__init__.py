"""Tests of what is corrected in what articles say of prices."""

"""The preview behind ``perfsupport serve``: pages made when they are asked for, and told of each save.

While a tree has errors its last good page stays, and shows what is wrong.
"""

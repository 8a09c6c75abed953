"""What is counted

Everything on these pages starts from single cases. We count cases, and only at the very end do we divide.
"""

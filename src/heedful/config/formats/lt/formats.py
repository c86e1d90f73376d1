THOUSAND_SEPARATOR = "\xa0"  # as Lithuanian writes 1 354; a full stop stands for nothing there

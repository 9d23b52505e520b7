print("aistock")

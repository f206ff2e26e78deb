"""The demo: four real districts whose published figures the application computes from invented, labelled rows (示例).

Only the districts' own names and codes and the places that the sources name are real; every other street, unit and person is invented.
Nothing here holds a published figure as a result: the loader builds rows, and the pages count them.
"""

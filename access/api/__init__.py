"""REST (接口): the shared bases of every app's endpoints, and the endpoints of areas and bodies.

Read ``viewsets`` first, then docs/how-to/add-an-endpoint.md.
"""
